"""A hundred pieces of reports in which nothing is wrong. Written before any rule, and not changed to suit one."""

from tests.reporting.core.lint.snippets import Snippet

OLDER = ("20260114",)
TWO = ("20260114", "20250902")

CLEAN: tuple[Snippet, ...] = (
    # Chest radiographs.
    Snippet("The lungs are clear. No pleural effusion or pneumothorax.", "No acute cardiopulmonary disease."),
    Snippet(
        "Small left-sided pleural effusion. No right effusion.\nNo pneumothorax.",
        "Small left pleural effusion. No pneumothorax.",
    ),
    Snippet(
        "Endotracheal tube tip 4 cm above the carina. Left subclavian line with its tip in the SVC.",
        "Lines and tubes in satisfactory position.",
    ),
    Snippet(
        "Compared with 2026-01-14, the left basal consolidation has resolved. No new opacity.",
        "Resolved left lower lobe pneumonia.",
        comparison="Chest radiograph of 2026-01-14.",
        priors=OLDER,
    ),
    Snippet(
        "No significant interval change in the bibasal atelectasis.",
        "Unchanged bibasal atelectasis.",
        comparison="2026-01-14.",
        priors=OLDER,
    ),
    Snippet("No pneumothorax on the right. Left apical pneumothorax.", "Left pneumothorax."),
    Snippet(
        "Heart size is normal. No pulmonary edema.", "Normal chest radiograph.", comparison="None available."
    ),
    Snippet(
        "Cardiothoracic ratio 0.48. The right hemidiaphragm is elevated.", "Elevated right hemidiaphragm."
    ),
    Snippet(
        "Possible small right apical pneumothorax; an expiratory view may help.",
        "Possible right pneumothorax.",
    ),
    Snippet(
        "Status post right upper lobectomy with volume loss. Surgical clips at the right hilum.",
        "Postoperative changes without evidence of recurrence.",
    ),
    # CT of the chest.
    Snippet(
        "Solid nodule in the right upper lobe, {8.0 mm|8.0 mm|R}. Calcified granuloma in the left lower "
        "lobe.",
        "Solid nodule in the right upper lobe, {8.0 mm|8.0 mm|R}. Follow-up CT in 6 months.",
    ),
    Snippet(
        "Nodule in the left lower lobe {6.2 mm|6.2 mm|L|6.0}, unchanged since 2026-01-14.",
        "Stable nodule.",
        comparison="CT of 2026-01-14.",
        priors=OLDER,
    ),
    Snippet(
        "Right lower lobe mass {42.0 mm|42.0 mm|R|31.0}, previously 31 mm.",
        "Progression of the right lower lobe mass.",
        comparison="CT 14.01.2026",
        priors=OLDER,
    ),
    Snippet(
        "Bilateral pleural effusions, larger on the right.",
        "Bilateral pleural effusions, right greater than left.",
    ),
    Snippet(
        "Centrilobular emphysema. No suspicious nodule. Lung-RADS 2.",
        "Lung-RADS 2: continue annual screening.",
    ),
    Snippet(
        "Filling defects in the segmental arteries of the right lower lobe.",
        "Acute pulmonary embolism, right lower lobe.",
    ),
    Snippet("No filling defect in the pulmonary arteries.", "No pulmonary embolism."),
    Snippet("Enlarged subcarinal node, short axis {14.0 mm|14.0 mm}.", "Subcarinal lymphadenopathy."),
    Snippet(
        "No pathologically enlarged mediastinal nodes. Left axillary node of 12 mm short axis, with a "
        "fatty hilum.",
        "No evidence of lymph node metastases.",
    ),
    Snippet("The ascending aorta measures {41.3 mm|41.3 mm}.", "Ectatic ascending aorta, 41 mm."),
    Snippet(
        "Ground-glass opacity in the lingula, 2.1 x 1.4 cm.",
        "Subsolid lesion in the lingula; follow-up advised.",
    ),
    Snippet("The nodule measures 7 mm (series 4, image 112).", "Nodule of 7 mm."),
    Snippet(
        "Mild bronchial wall thickening. Segments 9 and 10 on the left are atelectatic.", "Mild atelectasis."
    ),
    # CT of the head.
    Snippet(
        "No intracranial hemorrhage. No midline shift. The ventricles are of normal size.",
        "No acute intracranial abnormality.",
        age="034Y",
        sex="F",
    ),
    Snippet(
        "Left frontal subdural hematoma, {9.0 mm|9.0 mm|L}, with a midline shift of 4 mm to the right.",
        "Left subdural hematoma with 4 mm midline shift to the right.",
    ),
    Snippet(
        "Hyperdense right middle cerebral artery. ASPECTS 8.",
        "Early infarct in the territory of the right MCA.",
    ),
    Snippet(
        "Old lacunar infarct in the left thalamus. No acute infarct.",
        "No acute infarct. Old left thalamic lacune.",
    ),
    Snippet(
        "Age-related volume loss, in keeping with the patient's age.", "Age-appropriate findings.", age="081Y"
    ),
    Snippet(
        "Mucosal thickening of the right maxillary sinus. Mastoid air cells are clear.",
        "Sinusitis.",
        age="028Y",
    ),
    Snippet(
        "Fracture of the left zygomatic arch. The right orbit is intact.", "Left zygomatic arch fracture."
    ),
    # CT of the abdomen.
    Snippet(
        "Status post right hemicolectomy. No local recurrence. Simple cyst of the left kidney, 2.3 cm.",
        "No evidence of recurrence after right hemicolectomy.",
    ),
    Snippet(
        "Hypodense lesion in the left lobe of the liver {18.0 mm|18.0 mm|R}, likely a cyst.",
        "Probable hepatic cyst.",
    ),
    Snippet(
        "The gallbladder is surgically absent. No biliary dilatation. The common duct measures 6 mm.",
        "Status post cholecystectomy.",
        sex="F",
    ),
    Snippet(
        "Obstructing stone in the distal left ureter, 5 mm, with hydronephrosis on the left.",
        "Left ureteric stone.",
    ),
    Snippet("Both kidneys are of normal size. No hydronephrosis.", "No urolithiasis."),
    Snippet(
        "Thickened appendix, 11 mm in diameter, with fat stranding.",
        "Acute appendicitis without perforation.",
    ),
    Snippet(
        "No free air. Small amount of free fluid in the pelvis.",
        "Free fluid; no free air.",
        sex="F",
        age="031Y",
    ),
    Snippet(
        "Uterus and adnexa are unremarkable. Physiological follicle in the right ovary.",
        "Normal pelvis.",
        sex="F",
        age="029Y",
    ),
    Snippet(
        "The prostate is enlarged, 5.1 x 4.4 x 4.0 cm (volume 47 ml).", "Prostatic hyperplasia.", age="071Y"
    ),
    Snippet(
        "Infrarenal aortic aneurysm, {52.0 mm|52.0 mm|L}, previously 49 mm.",
        "Growing aneurysm, 52 mm.",
        priors=OLDER,
    ),
    Snippet("The pancreas is normal. Spleen 11.5 cm.", "Normal CT of the upper abdomen."),
    Snippet("Sigmoid diverticulosis without diverticulitis.", "Diverticulosis. No diverticulitis."),
    Snippet(
        "Right inguinal hernia containing fat. No bowel obstruction.", "Fat-containing right inguinal hernia."
    ),
    Snippet(
        "Liver metastases in segments II and VII, the largest {31.0 mm|31.0 mm|R|45.0}, before 45 mm.",
        "Partial response.",
        comparison="CT of 14 January 2026",
        priors=OLDER,
    ),
    Snippet("Adrenal glands: nodule on the left, 14 mm, 5 HU on unenhanced images.", "Left adrenal adenoma."),
    Snippet(
        "The left renal vein {11.0 mm|11.0 mm|R} is patent where it enters the vena cava.",
        "No thrombosis of the renal veins.",
    ),
    # Coronary CT and angiography.
    Snippet("Right dominant circulation. LAD: mixed plaque with 50-69 % stenosis.", "CAD-RADS 3."),
    Snippet("Calcium score 312. Left main without stenosis. RCA with mild stenosis.", "CAD-RADS 2."),
    Snippet("The right ventricle measures {38.0 mm|38.0 mm|L} in diameter.", "No right heart strain."),
    Snippet("Stent in the left anterior descending artery, patent.", "Patent stent."),
    Snippet("High-grade stenosis of the right internal carotid artery, 80 % NASCET.", "Right ICA stenosis."),
    # MR of the brain.
    Snippet(
        "Multiple T2 hyperintense lesions in the periventricular white matter, no enhancement.",
        "Demyelinating disease without active lesions.",
        sex="F",
        age="036Y",
    ),
    Snippet(
        "Meningioma at the left convexity {23.0 mm|23.0 mm|L|22.4}, stable compared with 2025-09-02.",
        "Stable left meningioma.",
        comparison="MR of 2025-09-02.",
        priors=TWO,
        sex="F",
    ),
    Snippet("Restricted diffusion in the right insula, 1.2 cm.", "Acute infarct in the right insula."),
    Snippet(
        "The pituitary measures 8 mm in height, convex. Normal at this age.",
        "Normal pituitary.",
        sex="F",
        age="019Y",
    ),
    Snippet("No diffusion restriction. No abnormal enhancement after gadolinium.", "Normal MR of the brain."),
    Snippet("Chiari I: tonsils 7 mm below the foramen magnum.", "Chiari I malformation.", age="012Y"),
    Snippet(
        "Mesial temporal sclerosis on the left; the right hippocampus is normal.",
        "Left mesial temporal sclerosis.",
    ),
    # Spine.
    Snippet(
        "L4/5: left paracentral disc extrusion with compression of the left L5 root. L5/S1: no stenosis.",
        "Disc extrusion L4/5 on the left.",
    ),
    Snippet(
        "Vertebral body heights are preserved. No fracture.", "No fracture. Degenerative disc disease L5/S1."
    ),
    Snippet(
        "T12 compression fracture, about 30 % loss of height, no retropulsion.",
        "T12 compression fracture.",
        age="078Y",
    ),
    Snippet(
        "Grade 1 anterolisthesis of L4 on L5. Bilateral facet arthropathy.", "Degenerative spondylolisthesis."
    ),
    Snippet(
        "Scoliosis convex to the right, Cobb angle {24.0 °|24.0 °}.",
        "Right convex scoliosis, 24°.",
        age="014Y",
    ),
    # Knee, shoulder and other joints.
    Snippet(
        "Horizontal tear of the posterior horn of the medial meniscus. The ACL is intact.",
        "Medial meniscal tear, right knee.",
        examined="R",
    ),
    Snippet(
        "Compared with the left knee of 2026-01-14, more joint effusion in the right knee.",
        "Effusion of the right knee.",
        comparison="Left knee of 2026-01-14.",
        examined="R",
        priors=OLDER,
    ),
    Snippet(
        "Full thickness tear of the supraspinatus, 15 mm. No atrophy of the muscle.",
        "Rotator cuff tear.",
        examined="L",
    ),
    Snippet(
        "Fracture of the distal radius with dorsal angulation of 20 degrees.",
        "Distal radius fracture.",
        examined="R",
    ),
    Snippet("Open physes, normal for age. No fracture.", "No fracture.", age="009Y", examined="L"),
    Snippet(
        "Bone age corresponds to 11 years (Greulich and Pyle).", "Bone age within normal limits.", age="010Y"
    ),
    Snippet(
        "Total hip replacement on the left without loosening. Moderate osteoarthritis of the right hip.",
        "No loosening.",
    ),
    # Prostate and pelvis.
    Snippet(
        "Prostate 54 ml. Lesion in the left peripheral zone, {12.0 mm|12.0 mm|L}, PI-RADS 4.",
        "PI-RADS 4 lesion, left peripheral zone mid gland.",
        age="066Y",
    ),
    Snippet(
        "Seminal vesicles are unremarkable. No pelvic lymphadenopathy.",
        "No extraprostatic extension.",
        age="066Y",
    ),
    Snippet(
        "Fibroid of the uterus, 4.2 cm. Endometrium 5 mm. Ovaries not enlarged.",
        "Uterine fibroid.",
        sex="F",
        age="047Y",
    ),
    Snippet(
        "Postmenopausal status; the endometrium measures 3 mm.", "Thin endometrium.", sex="F", age="064Y"
    ),
    Snippet("Right-sided hydrosalpinx. IUD in situ.", "Hydrosalpinx on the right.", sex="F", age="038Y"),
    # Mammography and breast.
    Snippet(
        "ACR c. Mass in the left breast at 2 o'clock, 9 mm, spiculated. The right breast is unremarkable.",
        "BI-RADS 4 left, BI-RADS 1 right.",
        sex="F",
        age="058Y",
    ),
    Snippet(
        "Benign calcifications on both sides, unchanged since 2025-09-02 and 2026-01-14.",
        "BI-RADS 2.",
        sex="F",
        age="061Y",
        comparison="2025-09-02, 2026-01-14.",
        priors=TWO,
    ),
    Snippet("Gynecomastia on the left, no mass.", "Left gynecomastia. BI-RADS 2.", age="052Y"),
    Snippet("Status post left mastectomy. Sentinel node biopsy 2019.", "No recurrence.", sex="F"),
    # Ultrasound.
    Snippet("Liver 15.2 cm in the midclavicular line. Gallbladder without stones.", "Normal ultrasound."),
    Snippet(
        "Nodule of the right thyroid lobe, 1.8 x 1.2 x 1.1 cm, isoechoic. TI-RADS 3.",
        "TI-RADS 3 nodule on the right.",
        sex="F",
    ),
    Snippet(
        "Compressible femoral and popliteal veins on the left.", "No deep vein thrombosis of the left leg."
    ),
    Snippet("Both testes are of normal size. Small hydrocele on the right.", "Right hydrocele.", age="024Y"),
    Snippet(
        "Single intrauterine gestation, crown-rump length 12 mm.",
        "Gestational age 7 weeks 3 days.",
        sex="F",
        age="027Y",
    ),
    Snippet(
        "Resistive index 0.68 in the transplant kidney in the right iliac fossa.", "Normal transplant kidney."
    ),
    # PET/CT.
    Snippet(
        "Intense uptake in the left hilar node (SUVmax 12.4). Liver SUVmean 2.1.",
        "FDG-avid left hilar node, suspicious.",
        comparison="PET/CT of 2025-09-02.",
        priors=TWO,
    ),
    Snippet(
        "Deauville 2. No new FDG-avid lesion. Previously Deauville 4.",
        "Complete metabolic response.",
        priors=OLDER,
    ),
    Snippet("Physiological uptake in brain, myocardium and urinary tract.", "No FDG-avid malignancy."),
    # Angiography, nuclear medicine, interventional.
    Snippet("Right transradial access, 6 F. LCX: 70 % stenosis. TIMI 3 flow.", "One-vessel disease."),
    Snippet(
        "Bone scan: focal uptake in the left seventh rib, most likely traumatic.",
        "No evidence of bone metastases.",
    ),
    # Children and the old.
    Snippet("Normal heart and thymus for age. No consolidation.", "No pneumonia.", age="002Y"),
    Snippet(
        "The germinal matrix is unremarkable. Resistive index 0.7.",
        "Normal cranial ultrasound of a preterm infant.",
        age="010D",
    ),
    Snippet(
        "Osteopenia. Degenerative changes, advanced but usual in the elderly.", "No fracture.", age="088Y"
    ),
    # Wordings that trip.
    Snippet("No change in caliber of the aorta along its course.", "Normal aorta."),
    Snippet(
        "Nodes are stable in size, the largest on the right {9.0 mm|9.0 mm|R|10.0}; it was 10 mm on "
        "2026-01-14.",
        "Stable disease.",
        priors=OLDER,
    ),
    Snippet("Clinically stable patient. Hemodynamically stable.", "No active bleeding."),
    Snippet(
        "Patient name and images were checked. Findings were discussed with Dr Smith by telephone.",
        "Results communicated.",
    ),
    Snippet("That that lesion enhances is typical. What it is is uncertain.", "Indeterminate lesion."),
    Snippet(
        "Pneumothorax has resolved. The chest drain has been removed.",
        "No pneumothorax.",
        comparison="2026-01-14",
        priors=OLDER,
    ),
    Snippet(
        "Cannot exclude a small pulmonary embolism in subsegmental branches owing to motion.",
        "No central pulmonary embolism.",
    ),
    Snippet(
        "Fat measures -95 HU, muscle 55 HU. Slice thickness 1 mm, 120 kV, 85 ml of contrast at 3 ml/s.",
        "Lipoma of the right thigh.",
    ),
    Snippet(
        "Known breast carcinoma on the right; metastasis in T8, measuring 1.4 by 1.1 cm.",
        "Bone metastasis T8.",
        sex="F",
    ),
    Snippet(
        "Family history: mother with ovarian cancer, father with prostate cancer.",
        "BI-RADS 1.",
        sex="F",
        age="045Y",
    ),
    Snippet(
        "No acute fracture. Old healed fractures of the left ribs 5-7.",
        "No acute fracture.",
    ),
    Snippet(
        "Lesion 1: {12.0 mm|12.0 mm|R} in the right lower lobe. Lesion 2: {7.0 mm|7.0 mm|L} in the left "
        "upper lobe.",
        "Two nodules, right 12 mm and left 7 mm.",
    ),
)
